/** Figures that are moved by hand. */
export { interact, type Draw, type Interaction, type InteractOptions } from './interact';
export {
  button,
  checkbox,
  choice,
  logSlider,
  play,
  slider,
  textField,
  type ButtonControl,
  type CheckboxControl,
  type ChoiceControl,
  type Controls,
  type ControlSpec,
  type PlayControl,
  type Simple,
  type SliderControl,
  type TextControl,
  type ValueOf,
  type ValuesOf,
} from './controls';

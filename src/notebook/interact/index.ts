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
  type Controls,
  type ControlSpec,
  type ValuesOf,
} from './controls';

import type {
  Button,
  Checkbox,
  Dropdown,
  Control,
  LogSlider,
  Play,
  Slider,
  TextField,
} from './normalise';
import type { ControlState, Move } from './state';
import { type State, Widget } from './widgets';

/** Width of a control, its label and its number included. */
const WIDTH = '460px';

/** What is common to all controls of a panel. */
interface Place {
  /** Space for the longest label, so that all sliders begin below each other. */
  readonly labelWidth: string;
  /** Every widget that is made, so that it can be closed. */
  readonly made: Widget[];
}

/** The controls as the page draws them. */
export class Panel {
  /** The widgets to put into a box, in the order of the controls. */
  readonly widgets: readonly Widget[];
  readonly #made: Widget[] = [];

  constructor(state: ControlState) {
    const labels = [...state.controls.values()].filter(({ kind }) => kind !== 'button');
    const longest = Math.max(0, ...labels.map(({ label }) => label.length));
    const place = { labelWidth: `${Math.max(6, longest + 1)}ch`, made: this.#made };
    this.widgets = [...state.controls].map(([name, control]) => drawn(name, control, state, place));
  }

  close(): void {
    for (const widget of this.#made) widget.close();
  }
}

function drawn(name: string, control: Control, state: ControlState, place: Place): Widget {
  switch (control.kind) {
    case 'slider':
      return sliderWidget(name, control, state, place);
    case 'log':
      return logWidget(name, control, state, place);
    case 'play':
      return playWidget(name, control, state, place);
    case 'choice':
      return choiceWidget(name, control, state, place);
    case 'checkbox':
      return checkboxWidget(name, control, state, place);
    case 'text':
      return textWidget(name, control, state, place);
    case 'button':
      return buttonWidget(name, control, state, place);
  }
}

function sliderWidget(name: string, control: Slider, state: ControlState, place: Place): Widget {
  const { min, max, step, whole } = control;
  const format = whole ? 'd' : `.${decimals(step)}f`;
  const fields = { min, max, step, value: state.values[name], ...sliderLooks(format, place) };
  return valueWidget(whole ? 'IntSlider' : 'FloatSlider', name, control, fields, state, place);
}

function logWidget(name: string, control: LogSlider, state: ControlState, place: Place): Widget {
  const { min, max, perDecade } = control;
  const exponents = { base: 10, min: Math.log10(min), max: Math.log10(max), step: 1 / perDecade };
  const fields = { ...exponents, value: state.values[name], ...sliderLooks('.3~g', place) };
  return valueWidget('FloatLogSlider', name, control, fields, state, place);
}

/** A slider with buttons that move it; the page itself keeps the two together. */
function playWidget(name: string, control: Play, state: ControlState, place: Place): Widget {
  const { min, max, step, interval, label } = control;
  const range = { min, max, step, value: state.values[name] };
  const slider = valueWidget(
    'IntSlider',
    name,
    control,
    { ...range, ...sliderLooks('d', place) },
    state,
    place,
  );
  const buttons = kept(
    place,
    Widget.control('Play', {
      ...range,
      description: '',
      description_allow_html: false,
      disabled: false,
      interval,
      playing: false,
      repeat: false,
      show_repeat: true,
      tooltip: `play ${label}`,
      layout: kept(place, Widget.layout()).reference,
      style: kept(place, Widget.style('Description', { description_width: '' })).reference,
    }),
  );
  kept(place, Widget.link(buttons, slider, 'value'));
  return box('HBox', [slider, buttons], place);
}

function choiceWidget(name: string, control: Dropdown, state: ControlState, place: Place): Widget {
  const index = control.values.indexOf(state.values[name]);
  const move: Move = (value) => widget.update({ index: control.values.indexOf(value) });
  const widget = kept(
    place,
    Widget.control(
      'Dropdown',
      {
        ...common(control.label, place),
        _options_labels: control.names,
        index,
        style: style('Description', place),
      },
      {
        changed: (fields) => {
          const chosen = fields['index'];
          if (typeof chosen === 'number') return state.moved(name, control.values[chosen], move);
        },
      },
    ),
  );
  followed(name, move, widget, state);
  return widget;
}

function checkboxWidget(
  name: string,
  control: Checkbox,
  state: ControlState,
  place: Place,
): Widget {
  const fields = {
    value: state.values[name],
    indent: true,
    style: style('Checkbox', place, { background: null }),
  };
  return valueWidget('Checkbox', name, control, fields, state, place);
}

function textWidget(name: string, control: TextField, state: ControlState, place: Place): Widget {
  const looks = { background: null, font_size: null, text_color: null };
  const fields = {
    value: state.values[name],
    placeholder: control.placeholder,
    continuous_update: true,
    style: style('Text', place, looks),
  };
  return valueWidget('Text', name, control, fields, state, place);
}

function buttonWidget(name: string, control: Button, state: ControlState, place: Place): Widget {
  const looks = {
    button_color: null,
    font_family: null,
    font_size: null,
    font_style: null,
    font_variant: null,
    font_weight: null,
    text_color: null,
    text_decoration: null,
  };
  const widget = Widget.control(
    'Button',
    {
      description: control.label,
      disabled: false,
      button_style: '',
      icon: '',
      tooltip: null,
      layout: kept(place, Widget.layout()).reference,
      style: kept(place, Widget.style('Button', looks)).reference,
    },
    {
      said: (content) => {
        if (content['event'] === 'click') return state.moved(name, Number(state.values[name]) + 1);
      },
    },
  );
  return kept(place, widget);
}

/** A widget whose field `value` is the value of its control. */
function valueWidget(
  kind: string,
  name: string,
  control: Control,
  fields: State,
  state: ControlState,
  place: Place,
): Widget {
  const move: Move = (value) => widget.update({ value });
  const widget = kept(
    place,
    Widget.control(
      kind,
      { ...common(control.label, place), ...fields },
      {
        changed: (change) => {
          if ('value' in change) return state.moved(name, change['value'], move);
        },
      },
    ),
  );
  followed(name, move, widget, state);
  return widget;
}

/** Lets a widget follow the value of its control as long as it is open. */
function followed(name: string, move: Move, widget: Widget, state: ControlState): void {
  widget.onClose = state.follow(name, move);
}

function common(label: string, place: Place): State {
  const layout = kept(place, Widget.layout({ width: WIDTH }));
  return {
    description: label,
    description_allow_html: false,
    disabled: false,
    layout: layout.reference,
  };
}

function sliderLooks(format: string, place: Place): State {
  return {
    orientation: 'horizontal',
    readout: true,
    readout_format: format,
    continuous_update: true,
    behavior: 'drag-tap',
    style: style('Slider', place, { handle_color: null }),
  };
}

function style(kind: string, place: Place, looks: State = {}): string {
  return kept(place, Widget.style(kind, { description_width: place.labelWidth, ...looks }))
    .reference;
}

/** Widgets below each other (VBox) or side by side (HBox). */
export function box(
  kind: 'VBox' | 'HBox',
  children: readonly Widget[],
  place: { readonly made: Widget[] },
): Widget {
  const layout = kept(place, Widget.layout(kind === 'HBox' ? { flex_flow: 'row wrap' } : {}));
  const references = children.map(({ reference }) => reference);
  return kept(
    place,
    Widget.control(kind, { children: references, box_style: '', layout: layout.reference }),
  );
}

/** Notes a widget among those to be closed. */
export function kept(place: { readonly made: Widget[] }, widget: Widget): Widget {
  place.made.push(widget);
  return widget;
}

/** Digits after the point that a step needs. */
function decimals(step: number): number {
  for (let digits = 0; digits < 8; digits++) {
    if (Number(step.toFixed(digits)) === step) return digits;
  }
  return 8;
}

import { mapNamed, tf } from '../../tf';
import { ewcSettings, fisherPenalised } from './ewc';
import { shareField } from './settings';

/** The settings of 'online-ewc'. */
export const onlineEwcSettings = ewcSettings.extend({ gamma: shareField.default(1) });

/**
 * Online EWC (Schwarz et al. 2018, section 3.3, equations 8 and 9): one penalty around the last
 * task's end, F* = `gamma` F* + F, so that tasks long gone are let go where `gamma` is below 1. As
 * there "F" is scaled by `lambda`; it is not made the same size for each task.
 */
export const onlineEwc = fisherPenalised(onlineEwcSettings, ({ importance }, own, { gamma }) => ({
  importance: mapNamed(own.importance, (f, name) => tf.add(f, tf.mul(importance[name], gamma))),
  anchor: own.anchor,
}));

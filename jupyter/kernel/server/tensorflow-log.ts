/**
 * TensorFlow writes its messages by a library that does not look at TF_CPP_MIN_LOG_LEVEL before it
 * is set up: a greeting, and notes of the lowest level. They are left out where that variable asks
 * for it; warnings and errors always come through.
 */
const GREETING = /^WARNING: All log messages before absl::InitializeLog\(\) is called.*\n/gm;
const NOTE = /^I\d{4} \d\d:\d\d:[\d:.]+ .*\n/gm;

/** @param level the value of TF_CPP_MIN_LOG_LEVEL: from 1 on, notes are not wanted */
export function withoutNotes(text: string, level = process.env['TF_CPP_MIN_LOG_LEVEL']): string {
  if (!(Number(level) >= 1)) return text;
  return text.replace(GREETING, '').replace(NOTE, '');
}

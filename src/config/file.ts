import { existsSync, readFileSync } from 'node:fs';
import { writeFileAtomic } from '../core/files';
import { errorMessage } from '../core/text';
import { agentConfig, type AgentConfig, type AgentOptions } from './agent';

/** Writes a config as JSON. */
export function saveConfig(config: AgentConfig, file: string): void {
  writeFileAtomic(file, `${JSON.stringify(config, null, 2)}\n`);
}

/**
 * Reads a config that `saveConfig` wrote, and checks it as if it had been typed. Null if there is
 * no such file.
 * @throws Error naming the file if it is not JSON; ConfigError naming the field if a value is wrong
 */
export function loadConfig(file: string): AgentConfig | null {
  if (!existsSync(file)) return null;
  let options: AgentOptions;
  try {
    options = JSON.parse(readFileSync(file, 'utf8')) as AgentOptions;
  } catch (error) {
    throw new Error(`${file}: not JSON (${errorMessage(error)}); save the config again`, {
      cause: error,
    });
  }
  return agentConfig(options);
}

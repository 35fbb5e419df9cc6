import { existsSync } from 'node:fs';
import { checkPath } from '../core/arguments';
import { ConfigError } from '../core/errors';
import { writeFileAtomic } from '../core/files';
import { readJson } from '../core/jsonFile';
import { agentConfig, type AgentConfig, type AgentOptions } from './agent';

/**
 * Checks a config and writes it as JSON.
 * @throws ConfigError naming the first field that is wrong; FileError naming the file
 */
export function saveConfig(config: AgentConfig, file: string): void {
  writeFileAtomic(file, `${JSON.stringify(agentConfig(config), null, 2)}\n`);
}

/**
 * Reads a config that `saveConfig` wrote, and checks it as if it had been typed. Null if there is
 * no such file.
 * @throws FileError if it cannot be read or is no JSON; ConfigError if a value is wrong. Both name
 * the file
 */
export function loadConfig(file: string): AgentConfig | null {
  checkPath('file', file);
  if (!existsSync(file)) return null;
  const options = readJson(file) as AgentOptions;
  try {
    return agentConfig(options);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { field, received, expected } = error;
    throw new ConfigError(field, received, expected, { file, cause: error });
  }
}

import { jobs } from './en/jobs';
import { letters } from './en/letters';
import { records } from './en/records';
import { shell } from './en/shell';
import { words } from './en/words';

export const en = { ...shell, ...letters, ...jobs, ...records, words };

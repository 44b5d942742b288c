import { jobs } from './ru/jobs';
import { letters } from './ru/letters';
import { records } from './ru/records';
import { shell } from './ru/shell';
import { words } from './ru/words';

export const ru = { ...shell, ...letters, ...jobs, ...records, words };

import 'i18next';
import { type en } from './en';

/** A key that does not exist is an error of types. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

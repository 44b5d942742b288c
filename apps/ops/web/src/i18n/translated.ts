/** Plural forms that English has no word for. */
type MorePlurals<T> = {
  [
    K in keyof T as K extends `${infer Base}_other` ? `${Base}_few` | `${Base}_many` : never
  ]: string;
};

/** The same keys as the English texts, and the plural forms of Russian where there are plurals. */
export type Translated<T> = MorePlurals<T> & {
  [K in keyof T]: T[K] extends string ? string : Translated<T[K]>;
};

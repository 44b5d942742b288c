import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en';
import { ru } from './ru';

export const LANGUAGES = ['en', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];

const STORED = 'lk-ops-language';

function storedLanguage(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

/** What was chosen here before, else the first language of the browser that we have. */
function firstLanguage(): Language {
  const wishes = [storedLanguage(), ...navigator.languages].map((wish) => wish?.slice(0, 2));
  const found = wishes.find((wish) => LANGUAGES.some((language) => language === wish));
  return (found as Language | undefined) ?? 'en';
}

export function chooseLanguage(language: Language): void {
  try {
    localStorage.setItem(STORED, language);
  } catch {
    // Storage is forbidden in this browser: the choice lasts until it is closed.
  }
  void i18next.changeLanguage(language);
}

i18next.on('languageChanged', (language) => {
  document.documentElement.lang = language;
});

void i18next.use(initReactI18next).init({
  resources: { en: { translation: en }, ru: { translation: ru } },
  lng: firstLanguage(),
  fallbackLng: 'en',
  // React escapes already.
  interpolation: { escapeValue: false },
  returnNull: false,
});

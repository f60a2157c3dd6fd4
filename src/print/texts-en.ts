import { type Day, dayParts, weekday } from '../shared/day.ts';
import type { Texts } from './texts.ts';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** "Thursday, November 5". */
function longDay(value: Day): string {
  const { month, dayOfMonth } = dayParts(value);
  return `${WEEKDAYS[weekday(value)]}, ${MONTHS[month - 1]} ${dayOfMonth}`;
}

export const TEXTS_EN: Texts = {
  languageTag: 'en-US',
  title: (chainName, name) =>
    name === undefined ? `${chainName}: shopping list` : `${chainName}: shopping list for ${name}`,
  subject: (chainName, until) => `${chainName}: your shopping list, good through ${longDay(until)}`,
  listFor: (name) => (name === undefined ? 'Your shopping list' : `A shopping list for ${name}`),
  validity: (from, until) => `Good ${longDay(from)} through ${longDay(until)}`,
  onlyThrough: (until) => `only through ${longDay(until)}`,
  scanNote: 'Scan this list or your club card: specials come off by themselves.',
  scanNoteAlone: 'Scan this list or your club card: your next list will fit you better.',
  symbolAlt: (digits) => `Barcode of this list. Number ${digits}`,
  listNumber: (digits) => `List number ${digits}`,
  unsubscribe: (how) => `You have agreed to this by e-mail. To stop it: ${how}`,
  dueHeading: 'Running low?',
  specialsHeading: 'Your specials',
  continued: (heading) => `${heading}, continued`,
  aisle: (aisle) => (/^\d/.test(aisle) ? `Aisle ${aisle}` : aisle),
  aisleUnknown: 'Around the store',
  was: 'was',
  also: 'Also',
  yourStore: 'Your store',
  asYouAsked: (wishes, more) =>
    `As you asked: ${[...wishes, ...(more > 0 ? [`and ${more} more`] : [])].join(', ')}.`,
  page: (page, pages) => `Page ${page} of ${pages}`,
  extraKind: {
    recipe: 'Recipe',
    meal_plan: 'Meal plan',
    tip: 'Tip',
    nutrition: 'Good to know',
    service: 'At your service',
  },
};

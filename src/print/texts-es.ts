import { type Day, dayParts, weekday } from '../shared/day.ts';
import type { Texts } from './texts.ts';

const WEEKDAYS = ['lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado', 'domingo'];
const MONTHS = [
  'enero',
  'febrero',
  'marzo',
  'abril',
  'mayo',
  'junio',
  'julio',
  'agosto',
  'septiembre',
  'octubre',
  'noviembre',
  'diciembre',
];

/** "jueves 5 de noviembre". */
function longDay(value: Day): string {
  const { month, dayOfMonth } = dayParts(value);
  return `${WEEKDAYS[weekday(value)]} ${dayOfMonth} de ${MONTHS[month - 1]}`;
}

export const TEXTS_ES: Texts = {
  languageTag: 'es-US',
  title: (chainName, name) =>
    name === undefined ? `${chainName}: lista de compras` : `${chainName}: lista de compras de ${name}`,
  subject: (chainName, until) => `${chainName}: su lista de compras, válida hasta el ${longDay(until)}`,
  listFor: (name) => (name === undefined ? 'Su lista de compras' : `Lista de compras para ${name}`),
  validity: (from, until) => `Válida del ${longDay(from)} al ${longDay(until)}`,
  onlyThrough: (until) => `solo hasta el ${longDay(until)}`,
  scanNote: 'Escanee esta lista o su tarjeta: las ofertas se descuentan solas.',
  scanNoteAlone: 'Escanee esta lista o su tarjeta: la próxima le quedará mejor.',
  symbolAlt: (digits) => `Código de barras de esta lista. Número ${digits}`,
  listNumber: (digits) => `Lista número ${digits}`,
  unsubscribe: (how) => `Usted aceptó recibirla por correo electrónico. Para no recibirla más: ${how}`,
  dueHeading: '¿Se le está acabando?',
  specialsHeading: 'Sus ofertas',
  continued: (heading) => `${heading} (continuación)`,
  aisle: (aisle) => (/^\d/.test(aisle) ? `Pasillo ${aisle}` : aisle),
  aisleUnknown: 'En otras partes de la tienda',
  was: 'antes',
  also: 'Además',
  yourStore: 'Su tienda',
  asYouAsked: (wishes, more) =>
    `Como nos pidió: ${[...wishes, ...(more > 0 ? [`y ${more} más`] : [])].join(', ')}.`,
  page: (page, pages) => `Página ${page} de ${pages}`,
  extraKind: {
    recipe: 'Receta',
    meal_plan: 'Menú de la semana',
    tip: 'Consejo',
    nutrition: 'Bueno saberlo',
    service: 'A su servicio',
  },
};

import type { Dice } from './random.ts';

const GIVEN = (
  'Mary James Patricia Robert Jennifer John Linda Michael Elizabeth David Barbara William Susan Richard Jessica Joseph ' +
  'Karen Thomas Sarah Daniel Nancy Mark Lisa Paul Betty Steven Sandra Kevin Ashley Brian Emily George Kimberly Edward ' +
  'Donna Ronald Michelle Timothy Carol Jason Amanda Jeffrey Melissa Ryan Deborah Jacob Stephanie Gary José María Sofía ' +
  'Ana Luis Małgorzata Krzysztof Zoë Renée Søren Björn Thị Hồng Minh Anh Mai Xiong Pa Nhia Amina Yusuf Priya Arjun Oluwaseun ' +
  'Chiara Giulia Siobhán Aoife Jürgen Anneliese'
).split(' ');

const FAMILY = (
  'Anderson Olson Schmidt Kowalski Johnson Larson Meyer Schneider Nelson Hansen Peterson Krueger Becker Thao Vang Lor ' +
  'Łukaszewski Nguyễn García Hernández Martínez Rodríguez López Müller Jørgensen Åkesson Wiśniewski Dvořák Novák Fitzgerald ' +
  "O'Connell MacDougall Washington Jackson Freeman Robinson Patel Singh Chen Kim Tanaka Okafor Haddad Rossi D'Angelo " +
  'Vandenberg Smith Miller Davis Wilson Moore Taylor Clark Lewis Walker Hall Young Wright Scott Adams Baker Nováková Göransson ' +
  'Lefèvre Beaulieu Papadopoulos Yılmaz Sørensen'
).split(' ');

/** The first households always have these names: what a printer with the wrong font gets wrong. */
const FIRST = [
  'Zbigniew Łukaszewski',
  'Nguyễn Thị Hồng',
  "Maeve O'Brien-Castellanos",
  'José Ángel Muñoz',
  'Đặng Văn Phước',
  'Ana-Sofía de la Cruz Peña',
  'Jean-Baptiste Lefèvre',
  'Bartholomew Featherstonehaugh-Wolfeschlegelstein',
];

const STREETS = (
  'Main Oak Maple Mill River Church Elm Cedar Prairie Washington Lincoln Park Lake Ridge Depot Mound Quarry Walnut Birch ' +
  'Sunset Orchard Dairy Creamery Lead Mine Badger Heron Fox Hollow Spring Garden Market School Cherry Locust'
).split(' ');
const WAYS = ['St', 'Ave', 'Rd', 'Ln', 'Dr', 'Ct', 'Blvd', 'Way'];

export function nameOf(household: number, dice: Dice): string {
  const given = dice.pick(GIVEN);
  const family = dice.pick(FAMILY);
  const second = dice.chance(0.08) ? `-${dice.pick(FAMILY)}` : '';
  return FIRST[household] ?? `${given} ${family}${second}`;
}

/** House number and street, and for some a second line. */
export function addressOf(dice: Dice): { readonly address1: string; readonly address2: string | undefined } {
  const rural = dice.chance(0.12);
  const number = dice.between(1, 2400);
  const street = `${dice.pick(STREETS)} ${dice.pick(WAYS)}`;
  const unit = dice.chance(0.2) ? `${dice.pick(['Apt', 'Unit', '#'])} ${dice.between(1, 48)}` : undefined;
  return {
    address1: rural
      ? `N${number} County Road ${dice.pick(['A', 'B', 'HH', 'J', 'XX'])}`
      : `${number} ${street}`,
    address2: unit,
  };
}

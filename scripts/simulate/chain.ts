/** The chain's own name; its store brand bears it. Invented, as are all brands, makers, towns and people here. */
export const CHAIN = "Kittleson's";

/** Who makes which national brands. Those in `promotions.csv` fund offers, beside the chain. */
export const MAKERS: readonly {
  readonly id: string;
  readonly name: string;
  readonly brands: readonly string[];
}[] = [
  { id: 'F100', name: 'Tamarack Hill Dairies', brands: ['Tamarack Hill', 'Corvane', 'Velmora', 'Aglaia'] },
  {
    id: 'F200',
    name: 'Ostrander Foods Company',
    brands: ['Ostrander', 'Copperkettle', 'Bellacorta', 'Casa Brillo'],
  },
  {
    id: 'F300',
    name: 'Quillby & Farrington',
    brands: ['Quillby', 'Farrington Mills', 'Bluestem', 'Trillby'],
  },
  { id: 'F400', name: 'Brightmoor Household', brands: ['Brightmoor', 'Mistral', 'Downey Lane', 'Cloudrow'] },
  {
    id: 'F500',
    name: 'Windermark Beverage Partners',
    brands: ['Windermark', 'Zephyrine', 'Sunharrow', 'Driftless Fox'],
  },
  { id: 'F600', name: 'Clarivel Consumer Health', brands: ['Clarivel', 'Pearlane', 'Mellora', 'Littlewren'] },
  { id: 'F700', name: 'Harrowpaw Pet Nutrition', brands: ['Harrowpaw', 'Whiskerfield'] },
  { id: 'F800', name: 'Ganderfield Meats', brands: ['Ganderfield', 'Marrowstone', 'Kestrel Bay'] },
  { id: 'F810', name: 'Crackleford Snacks', brands: ['Crackleford', 'Dunmere', 'Farm Gable', "Brinkley's"] },
];

export const CHAIN_FUNDER = { id: 'F900', name: `${CHAIN} Market` };

export function makerOf(brand: string): { readonly id: string; readonly name: string } | undefined {
  return MAKERS.find((maker) => maker.brands.includes(brand));
}

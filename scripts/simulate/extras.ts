import { join } from 'node:path';
import { type Cell, writeFeed } from './text.ts';

const COLUMNS = [
  'extra_id',
  'kind',
  'title',
  'body',
  'needs',
  'tiers',
  'language',
  'start_day',
  'end_day',
] as const;

type Extra = {
  readonly kind: 'recipe' | 'meal_plan' | 'tip' | 'nutrition' | 'service';
  readonly title: string;
  readonly body: string;
  readonly needs?: readonly string[];
  readonly tiers?: readonly string[];
  readonly language?: 'es';
};

const EXTRAS: readonly Extra[] = [
  {
    kind: 'recipe',
    title: 'Weeknight Chili',
    body: '1. Brown 1 lb ground beef with a chopped onion.\n2. Add 2 cans diced tomatoes and 2 cans black beans.\n3. Simmer 25 minutes with chili powder and salt. Top with shredded cheddar.',
    needs: ['ground beef', 'onions', 'canned tomatoes', 'canned beans', 'shredded cheese'],
  },
  {
    kind: 'recipe',
    title: 'Sheet Pan Chicken & Broccoli',
    body: '1. Toss chicken breast pieces and broccoli with olive oil, salt and pepper.\n2. Roast at 425 F for 22 minutes.\n3. Squeeze a lemon over it and serve with rice.',
    needs: ['chicken breast', 'broccoli', 'olive oil', 'lemons and limes', 'rice'],
  },
  {
    kind: 'recipe',
    title: 'Spaghetti with Quick Meat Sauce',
    body: '1. Boil 12 oz spaghetti.\n2. Brown 1 lb ground beef, drain, stir in a jar of marinara and simmer 10 minutes.\n3. Toss together; finish with shredded mozzarella.',
    needs: ['pasta', 'pasta sauce', 'ground beef', 'shredded cheese'],
  },
  {
    kind: 'recipe',
    title: 'Black Bean Tacos',
    body: '1. Warm a can of black beans with two spoons of salsa.\n2. Heat tortillas in a dry pan.\n3. Fill; top with sour cream, cheese and lime.',
    needs: ['canned beans', 'salsa', 'tortillas', 'sour cream', 'lemons and limes'],
  },
  {
    kind: 'recipe',
    title: 'Brats and Peppers',
    body: '1. Simmer bratwurst 10 minutes in water with half an onion.\n2. Brown them on the grill or in a pan.\n3. Fry sliced peppers and the other half of the onion; pile all into buns with ketchup.',
    needs: ['bratwurst', 'bell peppers', 'onions', 'hamburger buns', 'ketchup'],
  },
  {
    kind: 'recipe',
    title: 'Chicken Noodle Soup from a Rotisserie Bird',
    body: '1. Pull the meat from a rotisserie chicken.\n2. Cook carrots and onion in 2 quarts of broth for 12 minutes.\n3. Add pasta and the meat; simmer until the pasta is soft.',
    needs: ['rotisserie chicken', 'carrots', 'onions', 'broth', 'pasta'],
  },
  {
    kind: 'recipe',
    title: 'Overnight Oats',
    body: '1. Stir 1/2 cup oats, 1/2 cup milk and 1/4 cup Greek yogurt in a jar.\n2. Add a spoon of honey and berries.\n3. Leave it in the refrigerator overnight.',
    needs: ['oatmeal', 'milk', 'greek yogurt', 'blueberries'],
  },
  {
    kind: 'recipe',
    title: 'Tuna Melt',
    body: '1. Mix 2 cans of tuna with 3 spoons of mayonnaise.\n2. Spread on bread, lay a slice of cheese on top.\n3. Fry in butter on both sides until golden.',
    needs: ['canned tuna', 'mayonnaise', 'sandwich bread', 'cheese slices', 'butter'],
  },
  {
    kind: 'recipe',
    title: 'Pot Roast with Potatoes and Carrots',
    body: '1. Brown a chuck roast on all sides.\n2. Add onions, carrots, potatoes and 2 cups of broth.\n3. Cover and bake 3 hours at 325 F.',
    needs: ['beef roast', 'potatoes', 'carrots', 'onions', 'broth'],
  },
  {
    kind: 'recipe',
    title: 'Banana Pancakes',
    body: '1. Mash 2 ripe bananas into pancake batter made with milk and an egg.\n2. Fry small pancakes in butter.\n3. Serve with strawberries.',
    needs: ['bananas', 'pancake mix', 'eggs', 'milk', 'strawberries'],
  },
  {
    kind: 'recipe',
    title: 'Salmon with Spinach Salad',
    body: '1. Bake a salmon fillet 14 minutes at 400 F.\n2. Toss spinach with tomatoes and dressing.\n3. Serve with lemon.',
    needs: ['salmon', 'spinach', 'tomatoes', 'salad dressing', 'lemons and limes'],
  },
  {
    kind: 'recipe',
    title: 'Breakfast Burritos to Freeze',
    body: '1. Scramble 8 eggs with crumbled bacon.\n2. Roll into tortillas with potato tots and cheese.\n3. Wrap in foil and freeze; reheat 12 minutes at 375 F.',
    needs: ['eggs', 'bacon', 'tortillas', 'potato tots', 'shredded cheese'],
  },
  {
    kind: 'recipe',
    title: 'Arroz con pollo',
    body: '1. Dore los muslos de pollo con sal y cebolla.\n2. Agregue 1 taza de arroz, tomates en lata y 2 tazas de caldo.\n3. Tape y cocine 25 minutos a fuego lento.',
    needs: ['chicken thighs', 'rice', 'canned tomatoes', 'broth', 'onions'],
    language: 'es',
  },
  {
    kind: 'recipe',
    title: 'Quesadillas de frijoles negros',
    body: '1. Machaque una lata de frijoles negros.\n2. Unte en tortillas con queso rallado.\n3. Dore por ambos lados; sirva con salsa y crema.',
    needs: ['canned beans', 'tortillas', 'shredded cheese', 'salsa', 'sour cream'],
    language: 'es',
  },
  {
    kind: 'meal_plan',
    title: 'Five Dinners, One Trip',
    body: 'Mon: spaghetti with meat sauce. Tue: black bean tacos. Wed: sheet pan chicken & broccoli. Thu: frozen pizza and salad. Fri: tuna melts and tomato soup.',
    needs: ['pasta', 'tortillas', 'chicken breast', 'frozen pizza', 'canned tuna', 'bagged salad'],
  },
  {
    kind: 'meal_plan',
    title: 'A Week of School Lunches',
    body: 'Turkey on bread, yogurt tubes, carrots and apples on Monday and Wednesday; peanut butter and jelly, crackers and mandarins on the other days.',
    needs: ['packaged lunch meat', 'sandwich bread', 'kids yogurt', 'carrots', 'apples', 'peanut butter'],
  },
  {
    kind: 'tip',
    title: 'Keep herbs and greens for a week',
    body: 'Wash, dry well, and store in a box lined with a paper towel.',
    needs: ['spinach', 'lettuce'],
  },
  {
    kind: 'tip',
    title: 'Freeze bread the day you buy it',
    body: 'Slices toast straight from the freezer and nothing goes stale.',
    needs: ['sandwich bread', 'bagels'],
  },
  {
    kind: 'tip',
    title: 'Eggs past the date?',
    body: 'Refrigerated eggs keep three to five weeks from the day you bring them home.',
    needs: ['eggs'],
  },
  {
    kind: 'tip',
    title: 'Coffee stays fresher in the dark',
    body: 'Airtight and away from heat; not in the refrigerator.',
    needs: ['ground coffee'],
  },
  {
    kind: 'tip',
    title: 'Congele el pan el mismo día',
    body: 'Se tuesta directo del congelador y nada se pone duro.',
    needs: ['sandwich bread'],
    language: 'es',
  },
  {
    kind: 'nutrition',
    title: 'Half your plate',
    body: 'Fruits and vegetables, fresh, frozen or canned, should fill half of it.',
    needs: ['frozen vegetables', 'apples', 'broccoli'],
  },
  {
    kind: 'nutrition',
    title: 'Whole grains',
    body: 'Look for "whole" in the first ingredient of bread and cereal.',
    needs: ['sandwich bread', 'cereal', 'oatmeal'],
  },
  {
    kind: 'nutrition',
    title: 'Calcium without milk',
    body: 'Fortified oat and almond beverages have about as much per cup.',
    needs: ['plant milk'],
  },
  {
    kind: 'service',
    title: 'Flu shots at the pharmacy counter',
    body: 'No appointment, Monday to Saturday, 9 to 5. Most insurance accepted.',
  },
  { kind: 'service', title: 'Order a deli tray', body: 'Call two days ahead; feeds 12 to 40.' },
  {
    kind: 'service',
    title: 'We carry it out',
    body: 'Ask any cashier and we bring your groceries to the car.',
  },
  {
    kind: 'service',
    title: 'Vacunas contra la gripe',
    body: 'Sin cita, de lunes a sábado, de 9 a 5.',
    language: 'es',
  },
  {
    kind: 'service',
    title: 'A register of your own',
    body: 'Fridays and Saturdays, register 1 is for you: show this list and skip the line.',
    tiers: ['gold'],
  },
  {
    kind: 'service',
    title: 'We pack and deliver, on us',
    body: 'Call in your list before 11 and it is at your door by 4, without a fee.',
    tiers: ['gold', 'silver'],
  },
  {
    kind: 'service',
    title: 'Una caja solo para usted',
    body: 'Viernes y sábado, la caja 1 es suya: muestre esta lista y pase sin fila.',
    tiers: ['gold'],
    language: 'es',
  },
];

export function writeExtras(dir: string): number {
  return writeFeed(
    join(dir, 'extras.csv'),
    COLUMNS,
    EXTRAS.map(
      (extra, no): Partial<Record<(typeof COLUMNS)[number], Cell>> => ({
        extra_id: `X${101 + no}`,
        kind: extra.kind,
        title: extra.title,
        body: extra.body,
        needs: extra.needs?.join('|'),
        tiers: extra.tiers?.join('|'),
        language: extra.language ?? 'en',
      }),
    ),
  );
}

/**
 * What the diets exclude, by names of departments, categories, subcategories and needs as chains write them, and by words
 * of descriptions (`word:`). A name that a chain does not have costs nothing. No allergies: a category does not know what
 * is in a jar, and paper that promises it could do harm; a chain that wants them makes its own entry.
 */

const BEEF = ['beef', 'veal', 'ground beef', 'beef roast', 'beef steak', 'word:beef', 'word:veal'];

const PORK = [
  ...['pork', 'bacon', 'bacon & sausage', 'smoked meats', 'hot dogs', 'bratwurst', 'pork chops', 'pork ribs'],
  ...['deli ham', 'lunchmeat', 'luncheon meat', 'dinner sausage', 'breakfast sausage/sandwiches'],
  ...['word:pork', 'word:ham', 'word:bacon', 'word:pepperoni', 'word:salami', 'word:prosciutto'],
  ...['word:chorizo', 'word:bratwurst', 'word:brats', 'word:lard'],
];

const OTHER_MEAT = [
  ...['meat', 'meats', 'fresh meat', 'meat & poultry', 'meat-pckgd', 'poultry', 'chicken', 'turkey', 'lamb'],
  ...[
    'deli meats',
    'packaged lunch meat',
    'lunch meat',
    'deli turkey',
    'chicken/poultry',
    'exotic game/fowl',
  ],
  ...['frozen meat', 'frozen chicken', 'frzn meat/meat dinners', 'meat - shelf stable', 'canned meat'],
  ...['ground turkey', 'chicken breast', 'chicken thighs', 'rotisserie chicken', 'meat snacks', 'jerky'],
  ...['word:chicken', 'word:turkey', 'word:lamb', 'word:meat', 'word:sausage', 'word:sausages', 'word:jerky'],
  ...['word:gelatin', 'word:meatballs'],
];

const FISH = [
  ...['seafood', 'fish', 'meat & seafood', 'seafood-pckgd', 'seafood - shelf stable', 'canned fish & meat'],
  ...['salmon', 'fish sticks', 'shrimp', 'canned tuna', 'tuna', 'sushi'],
  ...['word:tuna', 'word:salmon', 'word:shrimp', 'word:anchovies', 'word:crab', 'word:tilapia', 'word:cod'],
];

const DAIRY_AND_EGGS = [
  ...['milk', 'cheese', 'cheeses', 'yogurt', 'butter', 'cream & creamer', 'cream cheese', 'sour cream'],
  ...['shredded cheese', 'cheese slices', 'greek yogurt', 'kids yogurt', 'coffee creamer', 'ice cream'],
  ...['ice cream bars', 'macaroni and cheese', 'fluid milk products', 'milk by-products', 'canned milk'],
  ...['ice cream/milk/sherbts', 'misc. dairy', 'eggs', 'mayonnaise', 'honey', 'frozen pizza', 'pizza rolls'],
  ...['word:cheese', 'word:cheddar', 'word:yogurt', 'word:egg', 'word:eggs', 'word:honey', 'word:buttermilk'],
  ...['word:milk'],
];

/** What looks like meat or milk and is none, and what nobody at the table eats. */
const NOT_MEANT = [
  ...[
    '!plant milk',
    '!non-dairy beverages',
    '!frzn meat alternatives',
    '!frozen meat (vegetarian)',
    '!non-meats - other',
  ],
  ...['!pet care', '!pets', '!pet', '!dog food', '!cat food', '!dog treats', '!dog foods', '!cat foods'],
  ...[
    '!word:vegan',
    '!word:vegetarian',
    '!word:meatless',
    '!word:plant-based',
    '!word:veggie',
    '!word:imitation',
    '!word:coconut milk',
    '!word:almond milk',
    '!word:oat milk',
    '!word:soy milk',
  ],
];

const VEGETARIAN = [...BEEF, ...PORK, ...OTHER_MEAT, ...FISH, ...NOT_MEANT];

export const DEFAULT_DIETS: Readonly<Record<string, readonly string[]>> = {
  vegetarian: VEGETARIAN,
  vegan: [...BEEF, ...PORK, ...OTHER_MEAT, ...FISH, ...DAIRY_AND_EGGS, ...NOT_MEANT],
  pescatarian: [...BEEF, ...PORK, ...OTHER_MEAT, ...NOT_MEANT],
  pork_free: [...PORK, ...NOT_MEANT],
  beef_free: [...BEEF, ...NOT_MEANT],
  alcohol_free: [
    'restricted:alcohol',
    'beer',
    'wine',
    'liquor',
    'spirits',
    'beer & wine',
    'beers/ales',
    'domestic wine',
    'imported wine',
    'misc wine',
  ],
};

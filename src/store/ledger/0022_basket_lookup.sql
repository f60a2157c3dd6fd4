-- A lane asks which offers have the products of its basket: some dozen look-ups, whatever the list and its groups.
CREATE INDEX offer_product_of_basket ON offer_product (product_id, offer_id, version, role);

/**
 * Names in use for the canonical columns, without case, accents and blanks, the commonest first: English, German, French,
 * Spanish, Italian, Portuguese, Dutch, Polish, Swedish. A name stands under one column of a feed alone.
 */
export const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  store_id:
    list(`store storeno storenum storenumber storecode shop shopid shopno branch branchid branchno location
    locationid outlet outletid site siteid retailstoreid unitid filiale filialnr filialnummer filialid filial markt marktnr
    marktnummer standort tienda idtienda codtienda sucursal magasin codemagasin nummagasin idmagasin puntodivendita negozio
    codnegozio pdv codpdv loja codloja idloja filiaal filiaalnr winkel winkelnr sklep nrsklepu butik butiksnr butiknr`),
  register_id:
    list(`register registerno registernumber lane laneid laneno lanenumber till tillid tillno terminal
    terminalid posid posno workstation workstationid device kasse kassennr kassennummer kassenid caja numcaja idcaja caisse
    numcaisse cassa numcassa caixa numcaixa kassa kassanr kasa nrkasy`),
  transaction_id:
    list(`transaction transactionno transactionnumber transno transnum transid trans txn txnid txnno receipt
    receiptid receiptno receiptnumber ticket ticketid ticketno ticketnumber basket basketid basketno basketnum orderid order
    orderno ordernumber invoice invoiceid invoiceno salesid saleid checkno checkid sequencenumber bon bonnr bonnummer beleg
    belegnr belegnummer kassenbon kassenbonnr quittung vorgang vorgangsnr numticket idticket nticket factura numfactura
    recibo ticketdecaisse numerodeticket scontrino numscontrino numeroscontrino transazione idtransazione cupom numcupom
    cupomfiscal nota notafiscal kassabon bonnetje transactie transactienr paragon nrparagonu kvitto kvittonr kvittonummer`),
  line_no:
    list(`line lineid linenumber linenum lineitem seq seqno posnr position positionsnr zeile zeilennr zeilennummer
    linea numlinea ligne numligne riga numriga linha numlinha regel regelnr pozycja lp rad radnr itemsequence itemseq`),
  timestamp:
    list(`datetime date saledate salesdate transdate transactiondate transactiondatetime transactiontime
    businessdate businessday businessdaydate purchasedate purchase purchased purchasetime shopdate orderdate receiptdate
    ticketdate invoicedate createdat soldat enddatetime datum verkaufsdatum belegdatum kaufdatum bondatum kassendatum tag
    zeitstempel datumuhrzeit datumzeit fecha fechaventa fechahora fechaticket datevente datedachat dateticket dateheure jour
    data datavendita dataora datascontrino datavenda datahora verkoopdatum datasprzedazy dzien datumtid forsaljningsdatum
    daynumber dayno`),
  card_id:
    list(`card cardno cardnum cardnumber loyalty loyaltyid loyaltyno loyaltycard loyaltycardno loyaltycardnumber
    loyaltynumber loyaltyaccountid member memberid memberno membernumber membership membershipno customer customerid
    customerno customernumber customercode custcode custid custno cust client clientid shopper shopperid household
    householdid householdno hshd hshdid hshdnum user userid account accountid accountno kundenkarte kundenkartennr kundennr
    kundennummer kunde kundenid karte kartennr kartennummer haushalt haushaltid tarjeta numtarjeta cliente idcliente
    codcliente socio numsocio carte cartefidelite numcarte idclient codeclient tessera numtessera codtessera cartafedelta
    cartao cartaofidelidade klant klantnr klantkaart klantenkaart karta nrkarty klient kund kundnr kort kortnr medlem
    medlemsnr medlemsnummer`),
  product_id:
    list(`product productno productnum productnumber productcode prodcode prodid prodno itemid itemno itemnumber
    itemcode sku skuid upc upccode upca ean eancode ean13 gtin barcode plu plucode article articleid articleno articlecode
    scancode artikelnr artikelnummer artikelid artnr produkt produktnr produktid warennr strichcode barcodeean producto
    idproducto codproducto articulo idarticulo codarticulo codigobarras codigodebarras codigo produit codeproduit article
    codearticle codebarre codebarres refproduit prodotto codprodotto idprodotto articolo codarticolo codiceabarre barcodeart
    produto codproduto codigoproduto artigo codigodebarra streepjescode artikelcode towar kodtowaru kodkreskowy vara varunr
    varunummer streckkod`),
  description:
    list(`desc item productname productdescription itemname itemdescription itemdesc proddesc name artikel
    bezeichnung artikelbezeichnung artikelname beschreibung warenbezeichnung artikeltext text descripcion nombre
    nombreproducto libelle designation libelleproduit libellearticle descrizione descrizionearticolo descricao
    descricaoproduto nome omschrijving artikelomschrijving nazwa nazwatowaru beskrivning benamning varunamn`),
  quantity:
    list(`qty qtysold quantitysold units unitssold pieces itemqty purchasequantity count menge anzahl stueck stuck
    stk stueckzahl stuckzahl cantidad cant unidades uds quantite qte qtevendue quantita qta pezzi quantidade qtd qtde aantal
    stuks ilosc szt antal mangd`),
  weight: list(
    'netweight weightkg weightlb gewicht gewichtkg nettogewicht peso pesokg poids poidskg waga vikt',
  ),
  net_amount:
    list(`net amount amt netsales netsale sales salesamount salesvalue spend spent total linetotal lineamount
    extendedamount extamount extprice extendedprice amountpaid paid purchaseamount revenue turnover netprice totalprice value
    price betrag umsatz nettobetrag bruttobetrag summe gesamtpreis gesamtbetrag zeilensumme zeilenbetrag preis importe
    importeneto importetotal montant montantnet montantttc montantht prixtotal prix ca chiffredaffaires importo importonetto
    importototale totale valore prezzo valor valortotal valorliquido bedrag totaalbedrag omzet kwota wartosc belopp summa`),
  discount_amount:
    list(`discount discountamt discounts disc retaildisc markdown savings promoamount promodiscount rabatt
    rabattbetrag nachlass descuento importedescuento dto remise montantremise sconto importosconto desconto valordesconto
    korting rabat kwotarabatu`),
  offer_id: list('offer dealid'),
  line_type:
    list(`type recordtype transtype trantype saletype itemtype linekind eventtype positionsart belegart zeilenart tipo tipolinea typeligne
    tiporiga typ radtyp`),
  list_code: list('listcode listno'),
  household_id: list(
    'household hshd householdno haushalt haushaltid hogar foyer famiglia agregado huishouden',
  ),
  card_ids: list(
    'card cardid cards cardno cardnumber loyaltycard karte kartennr tarjeta carte tessera cartao kaart karta',
  ),
  home_store_id: list('homestore store storeid primarystore stammfiliale'),
  brand: list('brandname marke marca marque merk marka'),
  manufacturer: list('manufacturerid vendor supplier hersteller fabricante fabricant produttore'),
  department: list('dept departmentname abteilung departamento rayon reparto departamento afdeling'),
  category: list('cat categoryname commodity warengruppe categoria categorie'),
  subcategory: list('subcat subcommodity unterwarengruppe subcategoria souscategorie'),
  size: list('packsize productsize groesse inhalt tamano taille formato'),
  unit: list('uom unitofmeasure einheit unidad unite unita'),
  price: list(
    'regularprice unitprice shelfprice retail listprice preis vkpreis precio prix prezzo preco prijs cena pris',
  ),
  unit_cost: list('cost ekpreis coste cout costo custo'),
  start_day: list('start startdate from fromdate validfrom gueltigab desde debut'),
  end_day: list('end enddate until to todate validto validuntil gueltigbis hasta fin'),
};

/** A time of day in a column of its own. */
export const TIME_NAMES: readonly string[] =
  list(`time timeofday saletime transtime purchasetime receipttime uhrzeit zeit
  kassenzeit hora heure heurevente ora orario tijd godzina czas tid tidpunkt klockslag`);

function list(words: string): string[] {
  return words.split(/\s+/);
}

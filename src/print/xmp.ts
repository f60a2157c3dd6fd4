import { escapeText } from '../shared/html.ts';

/** Metadata of a PDF that says what it is and that it conforms to PDF/UA-1. Source: ISO 14289-1, 5 and 7.1; XMP, part 1. */
export function xmpOf(title: string, languageTag: string, date: Date): string {
  const said = escapeText(title);
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdfuaid:part>1</pdfuaid:part>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${said}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>${languageTag}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>${date.toISOString().replace('.000', '')}</xmp:CreateDate>
<xmp:CreatorTool>duelist</xmp:CreatorTool>
<pdf:Producer>duelist</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`;
}

/** Longest address that goes into an envelope. Source: RFC 5321, 4.5.3.1. */
const LENGTH_MAX = 254;
const LOCAL_MAX = 64;
/** RFC 5322's dot-atom at a host with at least two labels of RFC 1035; no quotes, no comments, nothing but ASCII. */
const ADDRESS =
  /^([\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*)@((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9])$/i;

/** An e-mail address that any mailer takes; `undefined` for what is none, two of them and a name beside one included. */
export function parseEmailAddress(text: string): string | undefined {
  const trimmed = text.trim();
  const [, local = ''] = ADDRESS.exec(trimmed) ?? [];
  return local !== '' && local.length <= LOCAL_MAX && trimmed.length <= LENGTH_MAX ? trimmed : undefined;
}

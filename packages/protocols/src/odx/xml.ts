/** XML as text: elements with attributes and children, escaped, without any reader. */

/** Text that is XML already. */
export type Xml = { readonly xml: string }
type Child = Xml | string | number | undefined
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>

/** Strings and numbers become text; what is undefined is left out. */
export function element(tag: string, attributes: Attributes, ...children: readonly (Child | readonly Child[])[]): Xml {
  const said = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('')
  const inside = children.flat().map(shown).join('')
  return { xml: inside === '' ? `<${tag}${said}/>` : `<${tag}${said}>${inside}</${tag}>` }
}

/** Without attributes: most are. Nothing at all where a list would be empty. */
export const list = (tag: string, children: readonly Xml[]): Xml | undefined =>
  children.length === 0 ? undefined : element(tag, {}, children)

export const fileOf = (root: Xml): Uint8Array =>
  new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>\n${root.xml}\n`)

function shown(child: Child): string {
  if (child === undefined) return ''
  return typeof child === 'object' ? child.xml : escaped(String(child))
}

/** Characters that XML 1.0 has no place for are left out. */
function escaped(text: string): string {
  const allowed = text.toWellFormed().replaceAll(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
  return allowed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

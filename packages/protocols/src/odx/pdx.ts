/**
 * A PDX file: what a diagnostic tool must know to talk with every control unit of a car, as ISO 22901-1 (ODX 2.2.0) says it.
 *
 * From the same model that the control units answer by: identifiers with scaling and units, trouble codes, actuator
 * tests, routines, sessions, and the addresses on CAN and IP. Texts are English: the format has one language.
 */
import { canComparams, ipComparams, specFile, specReference, subsetFile } from './comparams.ts'
import type { Access, DiagnosticDescription } from './description.ts'
import { names, odxFile, shortName } from './document.ts'
import { type ProtocolStack, UDS_ON_CAN, UDS_ON_IP } from './tables.ts'
import { udsLayer } from './uds-layer.ts'
import { baseVariant, ecuVariant } from './unit-layer.ts'
import { element, fileOf, type Xml } from './xml.ts'
import { encodeZip, type ZipFile } from './zip.ts'

/** The same description gives the same bytes. */
export function encodePdx(description: DiagnosticDescription, access: Access): Uint8Array {
  return encodeZip(pdxFiles(description, access))
}

export function pdxFiles(description: DiagnosticDescription, access: Access): ZipFile[] {
  const stacks = [UDS_ON_CAN, UDS_ON_IP]
  const subsets = [...new Set(stacks.flatMap((stack) => stack.subsets))]
  const name = shortName(description.id)
  const files = [
    { name: `${name}.odx-d`, bytes: odxFile(container(name, description, access)) },
    ...stacks.map(specFile),
    ...subsets.map(subsetFile),
  ]
  return [{ name: 'index.xml', bytes: fileOf(catalogue(name, files)) }, ...files]
}

function container(name: string, description: DiagnosticDescription, access: Access): Xml {
  const { ecus } = description
  return element(
    'DIAG-LAYER-CONTAINER',
    { ID: `DLC.${name}` },
    names(name, description.name.en),
    element(
      'PROTOCOLS',
      {},
      protocol(UDS_ON_CAN, canComparams(access)),
      protocol(UDS_ON_IP, ipComparams(access, description)),
    ),
    element('ECU-SHARED-DATAS', {}, udsLayer()),
    element(
      'BASE-VARIANTS',
      {},
      ecus.map((ecu) => baseVariant(description, ecu)),
    ),
    element('ECU-VARIANTS', {}, ecus.map(ecuVariant)),
  )
}

function protocol({ name }: ProtocolStack, comparams: readonly Xml[]): Xml {
  return element(
    'PROTOCOL',
    { ID: name },
    names(name),
    element('COMPARAM-REFS', {}, comparams),
    specReference(name),
    element('PROT-STACK-SNREF', { 'SHORT-NAME': `${name}_stack` }),
  )
}

/** What is in the file: its table of contents. */
function catalogue(name: string, files: readonly ZipFile[]): Xml {
  const entries = files.map((file) => {
    const kind = file.name.slice(file.name.lastIndexOf('.') + 1)
    return element('FILE', { 'MIME-TYPE': `application/x-asam.odx.${kind}` }, file.name)
  })
  const block = element('ABLOCK', { UPD: 'UNCHANGED' }, names('diagnostic_data'), element('FILES', {}, entries))
  return element('CATALOG', { 'F-DTD-VERSION': 'ODX-2.2.0' }, names(name), element('ABLOCKS', {}, block))
}

/** A sheet over the page that can be printed, or kept as a PDF by the browser's own printing: on paper there is nothing else. */
import { Trans } from '@lingui/react/macro'
import { Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { Dialog } from './Dialog.tsx'

export function PaperDialog(props: { isOpen: boolean; close: () => void; title: ReactNode; children: ReactNode }) {
  return (
    <Dialog isOpen={props.isOpen} close={props.close} title={props.title}>
      <div className="paper" data-testid="paper">
        {props.children}
      </div>
      <Group mt="lg" justify="flex-end" className="no-print">
        <Button variant="default" onClick={props.close}>
          <Trans>Close</Trans>
        </Button>
        <Button onClick={() => window.print()} data-testid="paper-print">
          <Trans>Print or save as PDF</Trans>
        </Button>
      </Group>
    </Dialog>
  )
}

/** Names and values, a line each. */
export function PaperFacts({ facts }: { facts: readonly (readonly [name: string, value: string])[] }) {
  return (
    <dl>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

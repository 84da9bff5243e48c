/** Asks once more before something that cannot be taken back. */
import { Trans } from '@lingui/react/macro'
import { Button, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { type ReactNode, useState } from 'react'
import { Dialog } from '../app/Dialog.tsx'

export function Confirm(props: {
  title: ReactNode
  text: ReactNode
  yes: ReactNode
  onYes: () => Promise<unknown>
  children: (open: () => void) => ReactNode
}) {
  const [isOpen, { open, close }] = useDisclosure(false)
  const [isBusy, setBusy] = useState(false)

  async function confirm() {
    setBusy(true)
    try {
      await props.onYes()
    } finally {
      setBusy(false)
      close()
    }
  }
  return (
    <>
      {props.children(open)}
      <Dialog isOpen={isOpen} close={close} title={props.title}>
        <Text component="div" size="sm">
          {props.text}
        </Text>
        <Group mt="lg" justify="flex-end">
          <Button variant="default" onClick={close} data-testid="confirm-no">
            <Trans>Back</Trans>
          </Button>
          <Button onClick={() => void confirm()} loading={isBusy} data-testid="confirm">
            {props.yes}
          </Button>
        </Group>
      </Dialog>
    </>
  )
}

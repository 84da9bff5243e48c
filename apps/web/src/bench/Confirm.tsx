/** Asks once more before something that cannot be taken back. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { type ReactNode, useState } from 'react'

export function Confirm(props: {
  title: ReactNode
  text: ReactNode
  yes: ReactNode
  onYes: () => Promise<unknown>
  children: (open: () => void) => ReactNode
}) {
  const [isOpen, { open, close }] = useDisclosure(false)
  const [isBusy, setBusy] = useState(false)
  const { t } = useLingui()

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
      <Modal opened={isOpen} onClose={close} title={props.title} centered closeButtonProps={{ 'aria-label': t`Close` }}>
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
      </Modal>
    </>
  )
}

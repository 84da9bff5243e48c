/** A question over the page. Its title is no banner: a page has one, and screen readers jump to it. */
import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'

/** Mantine's dialogs lie at 200. */
const ABOVE = 250

type Props = {
  isOpen: boolean
  close: () => void
  title: ReactNode
  children: ReactNode
  /** It may be asked while another dialog waits for what it asks about. */
  isAbove?: boolean
}

export function Dialog(props: Props) {
  return (
    <Modal.Root opened={props.isOpen} onClose={props.close} centered {...(props.isAbove && { zIndex: ABOVE })}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body pt="md">
          <Modal.Title fw={650} mb="sm">
            {props.title}
          </Modal.Title>
          {props.children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

/** A question over the page. Its title is no banner: a page has one, and screen readers jump to it. */
import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'

export function Dialog(props: { isOpen: boolean; close: () => void; title: ReactNode; children: ReactNode }) {
  return (
    <Modal.Root opened={props.isOpen} onClose={props.close} centered>
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

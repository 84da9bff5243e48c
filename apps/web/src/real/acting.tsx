/** The second yes: a request that acts on a real car is shown once more before it goes. */
import { Trans } from '@lingui/react/macro'
import { Button, Group, Text } from '@mantine/core'
import { useMemo, useRef, useState } from 'react'
import { Dialog } from '../app/Dialog.tsx'

type Question = { readonly ecu: string; readonly request: string }

export type Acting = {
  readonly question: Question | undefined
  /** True: the person said yes. */
  ask(question: Question): Promise<boolean>
  answer(isYes: boolean): void
}

export function useActing(): Acting {
  const [question, setQuestion] = useState<Question | undefined>(undefined)
  const settle = useRef<((isYes: boolean) => void) | undefined>(undefined)
  const { ask, answer } = useMemo(() => {
    const answer = (isYes: boolean) => {
      setQuestion(undefined)
      settle.current?.(isYes)
      settle.current = undefined
    }
    const ask = (asked: Question) => {
      settle.current?.(false)
      setQuestion(asked)
      return new Promise<boolean>((resolve) => {
        settle.current = resolve
      })
    }
    return { ask, answer }
  }, [])
  return { question, ask, answer }
}

export function ActingDialog({
  acting: { question, answer },
  nameOf,
}: {
  acting: Acting
  nameOf: (ecu: string) => string
}) {
  return (
    <Dialog
      isAbove
      isOpen={question !== undefined}
      close={() => answer(false)}
      title={<Trans>Act on the real car?</Trans>}
    >
      {question && (
        <>
          <Text size="sm">
            <Trans>
              This request changes something at the car in the workshop. Look first whether it may: nobody in danger,
              nothing that can move.
            </Trans>
          </Text>
          <p>
            {nameOf(question.ecu)} <code>{question.request.replace(/(..)(?=.)/g, '$1 ')}</code>
          </p>
        </>
      )}
      <Group mt="lg" justify="flex-end">
        <Button variant="default" onClick={() => answer(false)} data-testid="acting-no">
          <Trans>Back</Trans>
        </Button>
        <Button onClick={() => answer(true)} data-testid="acting-yes">
          <Trans>Send it</Trans>
        </Button>
      </Group>
    </Dialog>
  )
}

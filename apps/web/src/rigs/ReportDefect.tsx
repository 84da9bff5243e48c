/** Ten seconds for whoever found something broken: what, how bad, and whether the rig can still be used. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Checkbox, NativeSelect, Stack, Text, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { RIGS_KEY, reportDefect, type Severity } from '../api/rigs.ts'
import { Problem } from '../app/Problem.tsx'
import { useSeverityNames } from './texts.ts'

const CHARACTERS_MAX = 2000

export function ReportDefect({ code }: { code: string }) {
  const { t } = useLingui()
  const names = useSeverityNames()
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const [severity, setSeverity] = useState<Severity>('minor')
  const [isUnusable, setUnusable] = useState(false)
  const isDangerous = severity === 'dangerous'
  const reporting = useMutation({
    mutationFn: () => reportDefect(code, { text, severity, isUnusable: isUnusable || isDangerous }),
    onSuccess: async () => {
      setText('')
      setSeverity('minor')
      setUnusable(false)
      await queries.invalidateQueries({ queryKey: RIGS_KEY })
    },
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        reporting.mutate()
      }}
    >
      <Stack gap="sm">
        <Textarea
          label={t`What is broken?`}
          autosize
          minRows={2}
          maxLength={CHARACTERS_MAX}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          data-testid="defect-text"
        />
        <NativeSelect
          label={t`How bad is it?`}
          value={severity}
          onChange={(event) => setSeverity(event.currentTarget.value as Severity)}
          data={(['minor', 'major', 'dangerous'] as const).map((one) => ({ value: one, label: names[one] }))}
          data-testid="defect-severity"
        />
        <Checkbox
          label={t`The rig cannot be used until this is repaired`}
          checked={isUnusable || isDangerous}
          disabled={isDangerous}
          onChange={(event) => setUnusable(event.currentTarget.checked)}
          data-testid="defect-unusable"
        />
        {reporting.error && <Problem problem={reporting.error} />}
        <Button
          type="submit"
          variant="default"
          disabled={text.trim() === ''}
          loading={reporting.isPending}
          data-testid="report-defect"
        >
          <Trans>Report it</Trans>
        </Button>
        {reporting.isSuccess && (
          <Text size="sm" role="status" data-testid="defect-reported">
            <Trans>Thank you: whoever runs the laboratory sees it now.</Trans>
          </Text>
        )}
      </Stack>
    </form>
  )
}

/** One application on its way: conditions, the examiner's record, the officer's decision, and who did which. */
import { Trans } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { applicationQuery, applicationsQuery, certificatesQuery } from '../api/certification.ts'
import type { Me } from '../api/me.ts'
import { PageHead } from '../app/PageHead.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Loaded } from '../app/Waiting.tsx'
import { useFormats } from '../language/formats.ts'
import { Conditions } from './CertificationPage.tsx'
import { DecisionStep } from './DecisionStep.tsx'
import { ExamStep } from './ExamStep.tsx'
import { ApplicationBadge } from './StatusBadge.tsx'

export function ApplicationPage() {
  const { applicationId } = useParams({ from: '/certification/$applicationId' })
  return <SignedIn>{(me) => <OneApplication id={applicationId} me={me} />}</SignedIn>
}

function OneApplication({ id, me }: { id: string; me: Me }) {
  const query = useQuery(applicationQuery(id))
  const { words, dateTime, person } = useFormats()
  const queries = useQueryClient()
  const refresh = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['application', id] }),
      queries.invalidateQueries({ queryKey: applicationsQuery.queryKey }),
      queries.invalidateQueries({ queryKey: certificatesQuery.queryKey }),
    ])
  return (
    <Loaded query={query}>
      {(application) => (
        <>
          <PageHead
            above={`${person(application.candidateName, application.candidateNames)} · ${dateTime(application.appliedAt)}`}
            title={application.scheme ? words(application.scheme.name) : application.schemeId}
            actions={<ApplicationBadge status={application.status} />}
          />
          <div className="steps">
            <Step title={<Trans>1. Conditions</Trans>}>
              <Conditions conditions={application.conditions} isPersonal />
              <p className="panel-hint">
                <Trans>The certificate will show the name {application.holderName}.</Trans>
              </p>
            </Step>
            <Step title={<Trans>2. Exam</Trans>}>
              <ExamStep application={application} me={me} refresh={refresh} />
            </Step>
            <Step title={<Trans>3. Decision</Trans>}>
              <DecisionStep application={application} me={me} refresh={refresh} />
            </Step>
          </div>
        </>
      )}
    </Loaded>
  )
}

function Step({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section className="card step">
      <h2>{title}</h2>
      {children}
    </section>
  )
}

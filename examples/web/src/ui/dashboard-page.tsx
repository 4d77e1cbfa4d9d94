import type { Dashboard } from "../state/dashboard.ts";
import { Activity } from "./activity.tsx";
import { Chart } from "./chart.tsx";
import { DemoPanel } from "./demo-panel.tsx";
import { EntriesCard } from "./entries-card.tsx";
import { Figures } from "./figures.tsx";
import { Header } from "./header.tsx";
import { LoadState } from "./load-state.tsx";
import { NetworkBanner } from "./network-banner.tsx";
import { NoticeBar } from "./notice-bar.tsx";
import { PeriodBar } from "./period-bar.tsx";
import { RateLimitCard } from "./rate-limit-card.tsx";
import { TimesheetsCard } from "./timesheets-card.tsx";
import { TrackerCard } from "./tracker-card.tsx";

export function DashboardPage({ dashboard }: { dashboard: Dashboard }) {
  const { connection } = dashboard;
  return (
    <>
      <a class="skip" href="#hours">
        Skip to the hours
      </a>
      <Header dashboard={dashboard} />
      <NetworkBanner network={connection.network} />
      <main class="dashboard">
        <TrackerCard key={dashboard.people.who.value} dashboard={dashboard} />
        <div class="column">
          <section class="card" id="hours" aria-labelledby="hours-title" tabIndex={-1}>
            <PeriodBar dashboard={dashboard} />
            <div class="summary">
              <Figures dashboard={dashboard} />
              <LoadState dashboard={dashboard} />
            </div>
            <Chart dashboard={dashboard} />
          </section>
          <EntriesCard dashboard={dashboard} />
        </div>
        <div class="column">
          <TimesheetsCard dashboard={dashboard} />
          <RateLimitCard network={connection.network} webwork={connection.webwork} />
          {connection.demo && <DemoPanel dashboard={dashboard} demo={connection.demo} />}
          <Activity network={connection.network} />
        </div>
      </main>
      <NoticeBar notices={dashboard.notices} />
    </>
  );
}

import { Counter, type Registry } from '@bucket-sync/shared/http';
import type { Logger } from '@bucket-sync/shared/log';
import { Problem } from '@bucket-sync/shared/problem';
import type { Connection } from '../domain/connection.ts';

/**
 * Reports how checks end to the operator: a log line and a count for each, and an error where only the operator can
 * help.
 *
 * @returns a function that records an outcome and returns it
 */
export function measureChecks(metrics: Registry, log: Logger) {
  const checks = new Counter({
    name: 'connections_checks_total',
    help: 'Checks of connections, by their outcome and cause',
    labelNames: ['indicator', 'cause'],
    registers: [metrics],
  });
  return <Outcome extends Connection | Problem>(outcome: Outcome): Outcome => {
    if (outcome instanceof Problem) return outcome;
    const { id: connectionId, organizationId, health } = outcome;
    const { indicator } = health;
    const cause = indicator === 'BROKEN_HEART' ? (health.cause ?? '') : '';
    checks.inc({ indicator, cause });
    const fields = { organizationId, connectionId, indicator, cause };
    const denial = indicator === 'BROKEN_HEART' ? health.findings.denial : undefined;
    if (cause !== 'PLATFORM_CREDENTIALS') log.info(fields, 'connection checked');
    else if (denial) log.error({ ...fields, ...denial }, 'a policy of our own refuses');
    else log.error(fields, 'our own AWS credentials are not accepted');
    return outcome;
  };
}

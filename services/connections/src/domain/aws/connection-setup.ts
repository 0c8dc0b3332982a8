import type { Connection } from '../connection.ts';
import { nextStep } from '../setup-step.ts';
import { awsCliScript } from './handoff/aws-cli.ts';
import { cloudFormationTemplate } from './handoff/cloud-formation.ts';
import { terraformFile } from './handoff/terraform.ts';
import { corsConfigurationText } from './policies/cors.ts';
import { policyText } from './policies/iam-text.ts';
import { permissionPolicy, trustPolicy } from './policies/policies.ts';

/** Everything the user pastes into AWS, filled in; each text is made when it is asked for. */
export function connectionSetup(connection: Connection, consoleOrigin: string) {
  const { id: connectionId, bucket, principalArn, externalId } = connection;
  const facts = { connectionId, bucket, principalArn, externalId, consoleOrigin };
  return {
    nextStep: nextStep(connection),
    notices: connection.notices,
    iamPolicy: () => policyText(permissionPolicy(bucket)),
    trustPolicy: () => policyText(trustPolicy(facts)),
    corsConfiguration: () => corsConfigurationText(consoleOrigin),
    handoff: {
      cloudFormation: () => cloudFormationTemplate(facts),
      terraform: () => terraformFile(facts),
      awsCli: () => awsCliScript(facts),
    },
  };
}

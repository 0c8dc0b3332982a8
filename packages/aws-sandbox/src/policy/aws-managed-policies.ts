/** The AWS managed policies that the sandbox knows, with the Allow statements of the originals. */
export const AWS_MANAGED_POLICIES: ReadonlyMap<string, { name: string; text: string }> = new Map(
  Object.entries({
    AdministratorAccess: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    AmazonS3FullAccess: [{ Effect: 'Allow', Action: ['s3:*', 's3-object-lambda:*'], Resource: '*' }],
    AmazonS3ReadOnlyAccess: [
      {
        Effect: 'Allow',
        Action: ['s3:Get*', 's3:List*', 's3:Describe*', 's3-object-lambda:Get*', 's3-object-lambda:List*'],
        Resource: '*',
      },
    ],
    IAMFullAccess: [{ Effect: 'Allow', Action: ['iam:*', 'organizations:DescribeAccount'], Resource: '*' }],
  }).map(([name, statements]) => [
    `arn:aws:iam::aws:policy/${name}`,
    { name, text: JSON.stringify({ Version: '2012-10-17', Statement: statements }) },
  ]),
);

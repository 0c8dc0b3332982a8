export { REGIONS } from '../src/domain/aws/regions.ts';

import type { MeasurableClient } from '../client.ts';
import { perlProgram } from '../programs/perl.ts';
import { rubyProgram } from '../programs/ruby.ts';

/** The HTTP clients that come with Ruby and, nearly always, with Perl. */
export const scriptClients: readonly MeasurableClient[] = [
  {
    id: 'ruby-net-http',
    programs: ['ruby'],
    containment: 'patched',
    version: { args: ['-e', 'print RUBY_VERSION'], pattern: /^(\d[\w.]*)/ },
    launch: async ({ urlText }) => ({ args: ['-e', rubyProgram, urlText], remarks: [], modeKnown: true }),
  },
  {
    id: 'perl-lwp',
    programs: ['perl'],
    containment: 'patched',
    version: { args: ['-MLWP', '-e', 'print LWP->VERSION'], pattern: /^(\d[\w.]*)/ },
    launch: async ({ urlText }) => ({ args: ['-e', perlProgram, urlText], remarks: [], modeKnown: true }),
  },
];

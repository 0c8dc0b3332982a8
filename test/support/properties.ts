import fc from 'fast-check';

// fast-check tries smaller cases once a property has failed. Within a test's 60 s it must end, or the test says no more
// than that it timed out.
fc.configureGlobal({ interruptAfterTimeLimit: 45_000, markInterruptAsFailure: true });

process.on('disconnect', () => process.exit(0));
setTimeout(() => {}, 60_000);

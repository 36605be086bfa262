using RedisAi.Testing;

// The leak check counts buffers of the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: LeakCheck]

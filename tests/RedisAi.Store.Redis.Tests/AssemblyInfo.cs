using RedisAi.Testing;

// The leak check counts buffers of the whole process; and servers that fail over need the cores for themselves.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: LeakCheck]

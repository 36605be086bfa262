using RedisAi.Testing;
using Xunit;

// The leak check counts buffers of the whole process, and allocation tests want the processors' pools to themselves.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: LeakCheck]

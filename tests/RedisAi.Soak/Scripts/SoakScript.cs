namespace RedisAi.Soak.Scripts;

/// <summary>The script of the soak: its versions differ in a number that they tell.</summary>
internal static class SoakScript
{
    public const string Key = "soak";

    private const string Text = """
        def count(x, keys: List[str], args: List[str]):
            n = redis.execute("INCR", keys[0])
            redis.execute("RPUSH", keys[1], args)
            assert isinstance(n, int)
            last = redis.asList(redis.execute("LRANGE", keys[1], "-1", "-1"))
            redis.execute("DEL", keys[1])
            return x * n, [str(text) for text in last], SERIAL

        def add(x, keys: List[str], args: List[str]):
            total = redisAI.tensor_get(args[0]) + x
            redisAI.tensor_set(args[0], total)
            return total, SERIAL

        def through(x):
            y = redisAI.model_execute("double", [x], 1)[0]
            return y + 1, SERIAL

        def fails(x):
            if bool(x[0, 0] > 0):
                raise ValueError("asked to fail")
            return x

        def loops(x):
            while bool(x[0, 0] != 0):
                x = -x
            return x
        """;

    public static ScriptSource Source(long serial) => ScriptSource.FromText(Text.Replace("SERIAL", $"{serial}", StringComparison.Ordinal));
}

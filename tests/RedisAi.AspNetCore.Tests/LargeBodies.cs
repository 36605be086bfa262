namespace RedisAi.AspNetCore.Tests;

/// <summary>Tests with bodies of tens of megabytes, one after the other: together they are more than a small heap holds.</summary>
internal static class LargeBodies
{
    public const string Name = "Large bodies";
}

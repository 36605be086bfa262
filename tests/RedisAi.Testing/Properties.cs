using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace RedisAi.Testing;

/// <summary>Checks a property on generated values: always the same ones, unless the environment variable <c>PROPERTY_SEED</c> is set.</summary>
/// <remarks>A failure says the seed and the smallest value found; <c>PROPERTY_SEED</c> may be a number, or <c>random</c>.</remarks>
public static class Properties
{
    private const ulong DefaultSeed = 20260101;

    /// <summary>Calls a check for each of many values; it throws when the property does not hold.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="values">Makes the values.</param>
    /// <param name="check">Asserts what must hold.</param>
    /// <param name="count">How many values are tried.</param>
    public static void Hold<T>(Gen<T> values, Action<T> check, int count = 200)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(check);
        ulong seed = Seed();
        Config config = Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(seed, 1UL).WithQuietOnSuccess(true);
        try
        {
            Prop.ForAll(values.ToArbitrary(), check).Check(config);
        }
        catch (Exception error)
        {
            throw new PropertyException($"With PROPERTY_SEED={seed}: {error.Message}", error);
        }
    }

    private static ulong Seed() => Environment.GetEnvironmentVariable("PROPERTY_SEED") switch
    {
        null or "" => DefaultSeed,
        "random" => (ulong)Random.Shared.NextInt64(),
        string text => ulong.Parse(text, CultureInfo.InvariantCulture),
    };
}

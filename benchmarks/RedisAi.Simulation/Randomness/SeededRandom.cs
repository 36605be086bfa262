using System.Numerics;

namespace RedisAi.Simulation.Randomness;

/// <summary>xoshiro256++, seeded by splitmix64: quick, and the same on every version of .NET.</summary>
internal sealed class SeededRandom
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    public SeededRandom(ulong seed)
    {
        _a = Mix(ref seed);
        _b = Mix(ref seed);
        _c = Mix(ref seed);
        _d = Mix(ref seed);
    }

    /// <summary>A number from 0 to below 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1ul << 53));

    /// <summary>A whole number from 0 to below <paramref name="end"/>.</summary>
    public int Next(int end) => (int)(((Next() >> 32) * (ulong)end) >> 32);

    /// <summary>A time until something that happens at any time alike.</summary>
    public double NextExponential(double mean) => -Math.Log(1 - NextDouble()) * mean;

    private static ulong Mix(ref ulong seed)
    {
        ulong mixed = seed += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    private ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_a + _d, 23) + _a;
        ulong shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }
}

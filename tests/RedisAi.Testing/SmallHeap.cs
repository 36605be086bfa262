using System.Runtime.CompilerServices;

namespace RedisAi.Testing;

/// <summary>Has a test run beside nothing else, in a process that may have no more than 256 MiB of managed memory.</summary>
public static class SmallHeap
{
    /// <summary>What such a process may have.</summary>
    public const long LimitBytes = 256 << 20;

    private const int Attempts = 10;

    private const string OwnProcess = "REDISAI_TESTS_SMALL_HEAP";

    /// <summary>Starts the process, which runs the test; or runs the test, where this is that process.</summary>
    /// <param name="tests">The class of the test.</param>
    /// <param name="test">What it does.</param>
    /// <param name="name">The method that calls this, which is the test.</param>
    /// <exception cref="InvalidOperationException">It has failed in its process; the message is what that has printed.</exception>
    public static async Task RunAsync(Type tests, Func<Task> test, [CallerMemberName] string name = "")
    {
        ArgumentNullException.ThrowIfNull(tests);
        ArgumentNullException.ThrowIfNull(test);
        if (Environment.GetEnvironmentVariable(OwnProcess) is not null)
        {
            await test();
            return;
        }

        (int exitCode, string output, string errors) = await ChildProcess.RunAsync(
            ChildProcess.DotnetPath,
            ["exec", tests.Assembly.Location, "--no-progress", "--no-ansi", "--filter-method", $"{tests.FullName}.{name}"],
            environment: new Dictionary<string, string?> { [OwnProcess] = "1", ["DOTNET_GCHeapHardLimit"] = $"0x{LimitBytes:x}" });
        if (exitCode != 0)
        {
            throw new InvalidOperationException(output + errors);
        }
    }

    /// <summary>Tries something that needs a lack of memory until there was one: now and then the collector finds some after all.</summary>
    /// <param name="attempt">What is tried, from its beginning; false when there was memory.</param>
    /// <exception cref="InvalidOperationException">There was memory each time.</exception>
    public static void UntilShort(Func<bool> attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        for (int i = 0; i < Attempts; i++)
        {
            if (attempt())
            {
                return;
            }
        }

        throw new InvalidOperationException($"There was memory in each of {Attempts} attempts.");
    }

    /// <summary>Takes arrays until none is left.</summary>
    /// <param name="arrayBytes">The length of each; an array that is longer has no room afterwards.</param>
    /// <returns>The arrays; while somebody refers to them there is no memory.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IReadOnlyCollection<byte[]> Fill(int arrayBytes)
    {
        Stack<byte[]> filling = new((int)(LimitBytes / arrayBytes));
        int before;
        do
        {
            // What is garbage while the last array fails may be as long as one: it is taken too, or what a test writes would find it.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            before = filling.Count;
            TakeAll(filling, arrayBytes);
        }
        while (filling.Count > before);
        return filling;
    }

    private static void TakeAll(Stack<byte[]> filling, int arrayBytes)
    {
        try
        {
            while (true)
            {
                filling.Push(new byte[arrayBytes]);
            }
        }
        catch (OutOfMemoryException)
        {
            // There is no more.
        }
    }
}

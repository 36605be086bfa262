using RedisAi.Simulation.Costs;
using RedisAi.Simulation.Measuring;
using RedisAi.Simulation.Reporting;
using RedisAi.Simulation.Scenarios;

namespace RedisAi.Simulation;

/// <summary>What the program does.</summary>
internal static class Commands
{
    private const string Usage = """
        Use: measure [FILE]          measures what Redis and its client cost on this machine, and writes it as JSON
             capacity [SCENARIO...]  what scenarios need, in closed form
             run [SCENARIO...]       simulates scenarios; all of them take some minutes and 1 GB
             grow [SCENARIO...]      simulates them with more and more sessions, until they break
             --seed N                another seed; the same one gives the same figures
             --processes N           the same on a smaller scale: N processes, and as many sessions and shards for each as before
        """;

    /// <returns>0; 1 when something failed, 2 for arguments that it does not know.</returns>
    public static int Run(string[] arguments)
    {
        try
        {
            return Choose(arguments);
        }
        catch (ArgumentException error)
        {
            Console.Error.WriteLine(error.Message);
            return 2;
        }
        catch (InvalidOperationException error)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }

    private static int Choose(string[] arguments)
    {
        switch (arguments)
        {
            case ["measure"]:
                Console.WriteLine(MeasureCommand.Measure().ToJson());
                return 0;
            case ["measure", var file] when !file.StartsWith('-'):
                File.WriteAllText(file, MeasureCommand.Measure().ToJson() + "\n");
                return 0;
            case ["capacity", .. var rest]:
                CapacityCommand.Run(Chosen(rest), Measurements.ReadCommitted());
                return 0;
            case ["run", .. var rest]:
                RunCommand.Run(Chosen(rest), Measurements.ReadCommitted());
                return 0;
            case ["grow", .. var rest]:
                GrowCommand.Run(Chosen(rest), Measurements.ReadCommitted());
                return 0;
            default:
                Console.Error.WriteLine(Usage);
                return 2;
        }
    }

    private static Scenario[] Chosen(IEnumerable<string> arguments)
    {
        List<string> names = [.. arguments];
        ulong? seed = TakeNumber(names, "--seed");
        ulong? processes = TakeNumber(names, "--processes");
        return [.. ScenarioBook.Named(names)
            .Select(scenario => processes is { } count ? scenario.ScaledTo((int)count) : scenario)
            .Select(scenario => scenario with { Seed = seed ?? scenario.Seed })];
    }

    private static ulong? TakeNumber(List<string> arguments, string option)
    {
        int place = arguments.IndexOf(option);
        if (place < 0)
        {
            return null;
        }

        if (place + 1 >= arguments.Count || !ulong.TryParse(arguments[place + 1], out ulong number) || number == 0)
        {
            throw new ArgumentException($"{option} needs a number from 1.");
        }

        arguments.RemoveRange(place, 2);
        return number;
    }
}

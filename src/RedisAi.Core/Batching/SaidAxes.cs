namespace RedisAi.Batching;

/// <summary>The axes of rows that the application has named: those of states, and <see cref="BatchingOptions.Axes"/>.</summary>
internal static class SaidAxes
{
    public static int? OfInput(MergeOptions options, string name) => Of(options, name, static state => state.Input);

    public static int? OfOutput(MergeOptions options, string name) => Of(options, name, static state => state.Output);

    private static int? Of(MergeOptions options, string name, Func<ModelState, string> nameOf)
    {
        foreach (ModelState state in options.States)
        {
            if (nameOf(state) == name)
            {
                return state.BatchAxis;
            }
        }

        return options.Batching.Axes.TryGetValue(name, out int axis) ? axis : null;
    }
}

namespace RedisAi;

/// <summary>When a node ran.</summary>
/// <param name="Node">Its name, with those that it is within.</param>
/// <param name="Kind">What it is: <c>load</c>, <c>model</c>, <c>script</c>, <c>function</c>, <c>kernel</c>, <c>split</c>, <c>map</c> or <c>if</c>.</param>
/// <param name="Start">When it began, from the start of the run.</param>
/// <param name="Duration">How long it took, waiting for a shared run included.</param>
public sealed record DagNodeTiming(string Node, string Kind, TimeSpan Start, TimeSpan Duration);

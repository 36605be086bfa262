namespace RedisAi.Dags.Text;

/// <summary>What a command is compiled for.</summary>
/// <param name="Tensors">Where its runs load and persist.</param>
/// <param name="Models">What it may name.</param>
/// <param name="Scripts">What it may call.</param>
/// <param name="Dag">Takes its nodes; still empty.</param>
internal sealed record CommandTarget(ITensorStore Tensors, IModelRegistry Models, IScriptRegistry Scripts, DagBuilder Dag);

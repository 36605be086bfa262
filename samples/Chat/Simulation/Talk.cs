namespace RedisAi.Samples.Chat.Simulation;

/// <summary>What one simulated user says, line after line: facts, questions about the facts, and small talk.</summary>
internal sealed class Talk(Random random)
{
    private static readonly string[] s_names =
    [
        "Ada", "Alice", "Anna", "Ben", "Clara", "Daniel", "Elena", "Felix", "Frank", "Grace", "Henry", "Ivan", "Julia", "Laura", "Leo", "Linda",
        "Maria", "Max", "Nina", "Omar", "Oscar", "Paul", "Peter", "Ruth", "Sofia", "Susan", "Tom", "Vera", "Yuki", "Zoe",
    ];

    private static readonly string[] s_towns = ["Berlin", "Cairo", "Dublin", "Lagos", "Lima", "London", "Madrid", "Oslo", "Paris", "Rome", "Seoul", "Vienna"];

    private static readonly string[] s_smallTalk =
    [
        "How are you?", "Tell me a story", "What do you think of love?", "Tell me about dancing", "What do you think of money?", "Tell me a joke",
        "How is the weather?", "What about marriage?", "Are you a machine?", "What have you read about happiness?", "Thank you", "What can you do?",
        "Tell me about walking", "What do you think about books?", "How old are you?", "Let us talk about dinner",
    ];

    private string? _name;
    private string? _town;

    public Line Next() => random.Next(5) switch
    {
        0 when _name is null => new Line($"My name is {_name = Pick(s_names)}"),
        0 or 1 when _name is not null => new Line("What is my name?", _name),
        2 when _town is null => new Line($"I live in {_town = Pick(s_towns)}"),
        2 => new Line("Where do I live?", _town),
        _ => new Line(Pick(s_smallTalk)),
    };

    private string Pick(string[] values) => values[random.Next(values.Length)];
}

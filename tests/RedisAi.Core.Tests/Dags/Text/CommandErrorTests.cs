using Xunit;

namespace RedisAi.Tests.Dags.Text;

/// <summary>Commands that RedisAI refuses are refused with its words. The rows are those of its tables, in their order.</summary>
/// <remarks>Keys hold nothing but tensors here, and models and scripts have keys of their own: so <c>WRONGTYPE</c> cannot occur.</remarks>
public sealed class CommandErrorTests
{
    private const string NoPrefix = "ERR AI.DAGEXECUTE and AI.DAGEXECUTE_RO commands must contain at least one out of ROUTING, LOAD, PERSIST keywords";

    [Theory]
    [InlineData("AI.DAGEXECUTE LOAD 1 a |>", "ERR missing arguments for 'AI.DAGEXECUTE' command")]
    [InlineData("", "ERR missing arguments for 'AI.DAGEXECUTE' command")]
    [InlineData("AI.DAGEXECUTE_RO LOAD 1 a |>", "ERR missing arguments for 'AI.DAGEXECUTE_RO' command")]
    [InlineData("ROUTING x TIMEOUT 5 LOAD", "ERR missing arguments after LOAD keyword in DAG command")]
    [InlineData("ROUTING x TIMEOUT 5 LOAD 1", "ERR missing arguments after LOAD keyword in DAG command")]
    [InlineData("LOAD one a |> AI.TENSORGET a", "ERR invalid or negative value found in number of keys to LOAD")]
    [InlineData("LOAD 0 a |> AI.TENSORGET a", "ERR invalid or negative value found in number of keys to LOAD")]
    [InlineData("LOAD -1 a |> AI.TENSORGET a", "ERR invalid or negative value found in number of keys to LOAD")]
    [InlineData("LOAD 9 a |> AI.TENSORGET a", "ERR number of keys to LOAD into DAG does not match the number of given arguments")]
    [InlineData("ROUTING x TIMEOUT 5 PERSIST 1", "ERR missing arguments after PERSIST keyword in DAG command")]
    [InlineData("PERSIST 1.5 a |> AI.TENSORGET a", "ERR invalid or negative value found in number of keys to PERSIST")]
    [InlineData("PERSIST 9 a |> AI.TENSORGET a", "ERR number of keys to PERSIST after DAG execution does not match the number of given arguments")]
    [InlineData("LOAD 1 a PERSIST 2 a a |> AI.TENSORGET a", "ERR PERSIST keys must be unique")]
    [InlineData("AI.DAGEXECUTE_RO LOAD 1 a PERSIST 1 a |> AI.TENSORGET a", "ERR PERSIST cannot be specified in a read-only DAG")]
    [InlineData("LOAD 1 a TIMEOUT 5 ROUTING", "ERR Missing ROUTING value")]
    [InlineData("LOAD 1 a ROUTING x TIMEOUT", "ERR No value provided for TIMEOUT")]
    [InlineData("LOAD 1 a TIMEOUT soon |> AI.TENSORGET a", "ERR Invalid value for TIMEOUT")]
    [InlineData("LOAD 1 a FOO |> AI.TENSORGET a", "ERR Invalid DAG command. Unexpected argument:  FOO")]
    [InlineData("LOAD 1 a LOAD 1 b |> AI.TENSORGET a", "ERR Invalid DAG command. Unexpected argument:  LOAD")]
    [InlineData("LOAD 1 a |> AI.TENSORGET a |>", "ERR Invalid DAG command. Unexpected argument:  |>")]
    [InlineData("LOAD 1 a ROUTING x |>", "ERR Invalid DAG command. Unexpected argument:  |>")]
    [InlineData("TIMEOUT 5 |> AI.TENSORGET a", NoPrefix)]
    [InlineData("|> AI.TENSORSET a FLOAT 1 |> AI.TENSORGET a", NoPrefix)]
    [InlineData("LOAD 1 a ROUTING x", "ERR DAG is empty")]
    [InlineData("AI.DAGEXECUTE_RO LOAD 1 a |> AI.SCRIPTEXECUTE s echo INPUTS 1 a OUTPUTS 1 b", "ERR AI.SCRIPTEXECUTE command cannot be specified in a read-only DAG")]
    [InlineData("LOAD 1 a |> AI.MODELRUN double INPUTS a OUTPUTS b", "Deprecated AI.MODELRUN cannot be used in AI.DAGEXECUTE command")]
    [InlineData("LOAD 1 a |> AI.SCRIPTRUN s echo INPUTS a OUTPUTS b", "Deprecated AI.SCRIPTRUN cannot be used in AI.DAGEXECUTE command")]
    [InlineData("LOAD 1 a |> AI.MODELSTORE m", "Unsupported command within DAG")]
    [InlineData("LOAD 1 a |> |> AI.TENSORGET a", "Unsupported command within DAG")]
    [InlineData("LOAD 1 a |> AI.MODELEXECUTE double INPUTS 1 a OUTPUTS 1 b TIMEOUT 5", "ERR TIMEOUT not allowed within a DAG command")]
    [InlineData("LOAD 1 a |> AI.SCRIPTEXECUTE s echo INPUTS 1 a OUTPUTS 1 b TIMEOUT 5", "ERR TIMEOUT not allowed within a DAG command")]
    [InlineData("LOAD 1 a |> AI.TENSORSET b FLOAT", "wrong number of arguments for 'AI.TENSORSET' command")]
    [InlineData("LOAD 1 a |> AI.TENSORGET", "wrong number of arguments for 'AI.TENSORGET' command")]
    [InlineData("LOAD 1 a |> AI.TENSORGET a META BLOB BLOB", "wrong number of arguments for 'AI.TENSORGET' command")]
    [InlineData("LOAD 1 a |> AI.MODELEXECUTE double INPUTS 1 b OUTPUTS 1 c", "ERR INPUT key cannot be found in DAG")]
    [InlineData("LOAD 1 a |> AI.TENSORGET b |> AI.TENSORSET b FLOAT 1", "ERR INPUT key cannot be found in DAG")]
    [InlineData("LOAD 1 a PERSIST 1 b |> AI.TENSORGET a", "ERR PERSIST key cannot be found in DAG")]
    public Task Graph_that_RedisAI_refuses_is_refused_with_its_words(string command, string error) => AssertRefusedAsync(command, error);

    [Theory]
    [InlineData("TEXT 1", "ERR invalid data type")]
    [InlineData("FLOAT 2 x", "ERR invalid or negative value found in tensor shape")]
    [InlineData("FLOAT 0", "ERR invalid or negative value found in tensor shape")]
    [InlineData("FLOAT 1 BLOB", "ERR a single binary string should come after the BLOB argument in 'AI.TENSORSET' command")]
    [InlineData("FLOAT 1 BLOB abcd efgh", "ERR a single binary string should come after the BLOB argument in 'AI.TENSORSET' command")]
    [InlineData("FLOAT 2 VALUES 1", "ERR wrong number of values was given in 'AI.TENSORSET' command")]
    [InlineData("FLOAT 1 VALUES one", "ERR invalid value")]
    [InlineData("FLOAT 1 VALUES 1,5", "ERR invalid value")]
    [InlineData("INT8 1 VALUES 128", "ERR invalid value")]
    [InlineData("UINT8 1 VALUES -1", "ERR invalid value")]
    [InlineData("BOOL 1 VALUES 2", "ERR invalid value")]
    [InlineData("FLOAT 1 BLOB abc", "ERR data length does not match tensor shape and type")]
    [InlineData("BOOL 2 BLOB \"\\x01\\x02\"", "ERR BOOL tensor elements must be 0 or 1")]
    [InlineData("STRING 2 BLOB \"a\\x00b\"", "ERR Number of string elements in data blob does not match tensor length")]
    [InlineData("STRING 1 BLOB \"a\\x00b\\x00\"", "ERR Number of string elements in data blob does not match tensor length")]
    [InlineData("STRING 1 VALUES \"a\\x00b\"", "ERR C-string value contains null character")]
    [InlineData("FLOAT 1000000 1000000", "ERR could not save tensor")]
    public Task Tensor_that_RedisAI_refuses_is_refused_with_its_words(string tensor, string error) => AssertRefusedAsync($"ROUTING x |> AI.TENSORSET t {tensor}", error);

    [Theory]
    [InlineData("RAW", "ERR unsupported data format")]
    [InlineData("BLOB VALUES", "ERR both BLOB and VALUES specified")]
    public Task Format_that_RedisAI_refuses_is_refused_with_its_words(string format, string error) => AssertRefusedAsync($"LOAD 1 a |> AI.TENSORGET a {format}", error);

    [Theory]
    [InlineData("double INPUTS 1 a OUTPUTS", "ERR wrong number of arguments for 'AI.MODELEXECUTE' command")]
    [InlineData("nobody INPUTS 1 a OUTPUTS 1 b", "ERR model key is empty")]
    [InlineData("double IN 1 a OUTPUTS 1 b", "ERR INPUTS not specified")]
    [InlineData("double INPUTS one a OUTPUTS 1 b", "ERR Invalid argument for input_count")]
    [InlineData("double INPUTS 0 a OUTPUTS 1 b", "ERR Input count must be a positive integer")]
    [InlineData("double INPUTS 2 a a OUTPUTS 1 b", "Number of keys given as INPUTS here does not match model definition")]
    [InlineData("six INPUTS 6 a a a a", "ERR number of input keys to AI.MODELEXECUTE command does not match the number of given arguments")]
    [InlineData("double INPUTS 1 a OUT 1 b", "ERR OUTPUTS not specified")]
    [InlineData("double INPUTS 1 a OUTPUTS one b", "ERR Invalid argument for output_count")]
    [InlineData("double INPUTS 1 a OUTPUTS 0 b", "ERR Output count must be a positive integer")]
    [InlineData("double INPUTS 1 a OUTPUTS 2 b c", "Number of keys given as OUTPUTS here does not match model definition")]
    [InlineData("two INPUTS 2 a a OUTPUTS 2 b", "ERR number of output keys to AI.MODELEXECUTE command does not match the number of given arguments")]
    [InlineData("double INPUTS 1 a OUTPUTS 1 b c", "Invalid argument: c")]
    public Task Model_call_that_RedisAI_refuses_is_refused_with_its_words(string call, string error) => AssertRefusedAsync($"LOAD 1 a |> AI.MODELEXECUTE {call}", error);

    [Theory]
    [InlineData("s", "ERR wrong number of arguments for 'AI.SCRIPTEXECUTE' command")]
    [InlineData("nobody echo", "ERR script key is empty")]
    [InlineData("s echo KEYS 1", "ERR Missing arguments after KEYS keyword")]
    [InlineData("s echo KEYS 0 k", "ERR Invalid or negative value found in number of KEYS")]
    [InlineData("s echo KEYS 2 k", "ERR Number of pre declared KEYS to be used in the command does not match the number of given arguments")]
    [InlineData("s echo INPUTS", "ERR Invalid arguments provided to AI.SCRIPTEXECUTE")]
    [InlineData("s echo INPUTS 1 a ARGS", "ERR Invalid arguments provided to AI.SCRIPTEXECUTE")]
    [InlineData("s echo INPUTS x a", "ERR Invalid argument for inputs count in AI.SCRIPTEXECUTE")]
    [InlineData("s echo OUTPUTS -1 a", "ERR Invalid argument for outputs count in AI.SCRIPTEXECUTE")]
    [InlineData("s echo ARGS x a", "ERR Invalid argument for keys count in AI.SCRIPTEXECUTE")]
    [InlineData("s echo INPUTS 2 a", "ERR number of inputs to AI.SCRIPTEXECUTE command does not match the number of given arguments")]
    [InlineData("s echo OUTPUTS 2 a", "ERR number of outputs to AI.SCRIPTEXECUTE command does not match the number of given arguments")]
    [InlineData("s echo ARGS 2 a", "ERR number of args to AI.SCRIPTEXECUTE command does not match the number of given arguments")]
    [InlineData("s echo INPUTS 1 a INPUTS 1 a", "ERR Already Encountered INPUTS scope in AI.SCRIPTEXECUTE command")]
    [InlineData("s echo INPUTS 1 a NOW", "ERR Invalid AI.SCRIPTEXECUTE command. Unexpected argument: NOW")]
    public Task Script_call_that_RedisAI_refuses_is_refused_with_its_words(string call, string error) => AssertRefusedAsync($"LOAD 1 a |> AI.SCRIPTEXECUTE {call}", error);

    [Theory]
    [InlineData("LOAD 1 \"a", "The quote at 7 is not closed.")]
    [InlineData("LOAD 1 \"a\"b", "After the quote that is closed at 9 there must be a blank.")]
    public void What_redis_cli_does_not_read_is_no_command(string text, string error) =>
        Assert.Equal(error, Assert.Throws<FormatException>(() => DagCommand.Parse(text)).Message);

    private static async Task AssertRefusedAsync(string command, string error)
    {
        await using RedisAiEngine ai = await CommandEngine.CreateAsync();
        await ai.Models.StoreAsync("six", ModelSource.FromFunction(["a", "b", "c", "d", "e", "f"], ["y"], static inputs => [inputs[0]]), new ModelOptions { WarmUp = false });
        ai.Put("a", 1);

        DagCommandException refused = Assert.Throws<DagCommandException>(() => ai.CompileDag("p", command));

        Assert.Equal(error, refused.Message);
    }
}

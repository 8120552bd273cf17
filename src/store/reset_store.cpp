#include "store/reset_store.h"

namespace flows::store {

void delete_everything(WriteTxn& txn) {
  txn.change("DELETE FROM conversation").run();
  txn.change("DELETE FROM event_batch").run();
  txn.change("DELETE FROM execution").run();
  txn.change("DELETE FROM removed_execution").run();
  txn.change("DELETE FROM snapshot").run();
  // Versions and aliases first: without them there is nothing to cascade to.
  txn.change("DELETE FROM flow_alias").run();
  txn.change("DELETE FROM flow_version").run();
  txn.change("DELETE FROM flow").run();
  txn.change("DELETE FROM prompt_version").run();
  txn.change("DELETE FROM prompt").run();
  txn.change("DELETE FROM tag").run();
  txn.change("DELETE FROM client_token").run();
  txn.change("DELETE FROM object").run();
  txn.change("DELETE FROM clock").run();
}

}  // namespace flows::store
